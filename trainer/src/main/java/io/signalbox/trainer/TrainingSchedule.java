package io.signalbox.trainer;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.TimeZone;
import org.quartz.CronExpression;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Keeps Quartz in step with the plans: a trigger for each schedule, and one that looks after the queue. */
@Component
class TrainingSchedule {
  /** How often the queue is looked at, beyond being woken: what others queued, what rests, what a dead process left. */
  static final Duration LOOK = Duration.ofSeconds(5);

  private static final String GROUP = "training";
  private static final String PLANS = "training plans";

  private final Scheduler scheduler;
  private final Plans plans;
  private final boolean enabled;

  TrainingSchedule(
      Scheduler scheduler,
      Plans plans,
      @Value("${signalbox.schedules.enabled:true}") boolean enabled) {
    this.scheduler = scheduler;
    this.plans = plans;
    this.enabled = enabled;
  }

  /** Throws {@link TrainerException.Invalid} if it is not a cron expression, or one that never falls due after this moment. */
  static void check(TrainingPlan.Schedule when, Instant moment) {
    CronExpression cron = parse(when);
    cron.setTimeZone(TimeZone.getTimeZone(when.zone()));
    if (cron.getNextValidTimeAfter(Date.from(moment)) == null) {
      throw neverDue(when);
    }
  }

  private static CronExpression parse(TrainingPlan.Schedule when) {
    try {
      return new CronExpression(when.cron());
    } catch (ParseException | RuntimeException e) {
      throw new TrainerException.Invalid(
          "schedule.cron: '%s' (expected: Quartz's syntax, seconds first, e.g. '0 0 6 ? * MON')"
              .formatted(when.cron()));
    }
  }

  private static TrainerException.Invalid neverDue(TrainingPlan.Schedule when) {
    return new TrainerException.Invalid(
        "schedule.cron: '%s' (expected: one that falls due again)".formatted(when.cron()));
  }

  @EventListener(ContextRefreshedEvent.class)
  public void start() {
    try {
      var job =
          JobBuilder.newJob(TrainingQueueJob.class).withIdentity("queue", GROUP).build();
      var often = SimpleScheduleBuilder.simpleSchedule()
          .withIntervalInMilliseconds(LOOK.toMillis())
          .repeatForever()
          .withMisfireHandlingInstructionNextWithRemainingCount();
      put(
          job,
          TriggerBuilder.newTrigger()
              .withIdentity("queue", GROUP)
              .withSchedule(often)
              .build());
    } catch (SchedulerException e) {
      throw new IllegalStateException("The training queue could not be scheduled", e);
    }
    plans.all().forEach(this::keep); // what fell due for the last time has no trigger any more
  }

  /**
   * Puts the plan's schedule in force, or none. A firing missed while the server was down is made up for once.
   *
   * @throws TrainerException.Invalid if Quartz, which goes by the wall clock, would never fire it
   */
  void put(TrainingPlan plan) {
    if (!keep(plan)) {
      throw neverDue(plan.schedule().orElseThrow());
    }
  }

  /** Takes the plan's schedule away, also where another server gave it one. */
  void remove(String plan) {
    try {
      scheduler.deleteJob(new JobKey(plan, PLANS));
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz kept the schedule of " + plan, e);
    }
  }

  private boolean keep(TrainingPlan plan) {
    try {
      var key = new JobKey(plan.name(), PLANS);
      if (plan.schedule().isEmpty() || !enabled) {
        scheduler.deleteJob(key);
        return true;
      }
      TrainingPlan.Schedule when = plan.schedule().get();
      if (stands(plan.name(), when)) {
        return true; // replacing it would forget what was missed
      }
      var cron = CronScheduleBuilder.cronSchedule(when.cron())
          .inTimeZone(TimeZone.getTimeZone(when.zone()))
          .withMisfireHandlingInstructionFireAndProceed();
      CronTrigger trigger = TriggerBuilder.newTrigger()
          .withIdentity(plan.name(), PLANS)
          .withSchedule(cron)
          .build();
      if (trigger.getFireTimeAfter(trigger.getStartTime()) == null) {
        return false;
      }
      put(JobBuilder.newJob(TrainingScheduleJob.class).withIdentity(key).build(), trigger);
      return true;
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz did not take the schedule of " + plan.name(), e);
    }
  }

  private boolean stands(String plan, TrainingPlan.Schedule when) throws SchedulerException {
    return scheduler.getTrigger(new TriggerKey(plan, PLANS)) instanceof CronTrigger trigger
        && trigger.getCronExpression().equals(when.cron())
        && trigger.getTimeZone().toZoneId().equals(when.zone());
  }

  private void put(JobDetail job, Trigger trigger) throws SchedulerException {
    scheduler.scheduleJob(job, Set.of(trigger), true);
  }
}
