package io.signalbox.monitor;

import java.util.Set;
import java.util.TimeZone;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Each check as a job of Quartz, by the wall clock. The JDBC store takes part in the caller's transaction, so a check and its
 * job are stored together or not at all. Quartz finds a new job within its idle time, 30 s.
 */
@Component
class CheckSchedule {
  static final String GROUP = "checks";

  private final ObjectProvider<Scheduler> scheduler;
  private final boolean enabled;

  CheckSchedule(
      ObjectProvider<Scheduler> scheduler,
      @Value("${signalbox.schedules.enabled:true}") boolean enabled) {
    this.scheduler = scheduler;
    this.enabled = enabled;
  }

  boolean enabled() {
    return enabled;
  }

  /**
   * Puts the check's cron expression in force in place of what it had; nothing where schedules are not enabled.
   *
   * @return false if the expression never falls due again, so that there is nothing to put
   */
  boolean put(CheckDefinition check) {
    if (!enabled) {
      return true;
    }
    CronTrigger trigger = trigger(check);
    if (trigger.getFireTimeAfter(trigger.getStartTime()) == null) {
      return false;
    }
    try {
      put(scheduler.getObject(), job(check.name()), trigger);
      return true;
    } catch (SchedulerException e) {
      throw new IllegalStateException("check " + check.name() + " was not scheduled", e);
    }
  }

  /** Takes the check's job away, also where another server gave it one; nothing where there is no scheduler. */
  void remove(String check) {
    scheduler.ifAvailable(quartz -> {
      try {
        quartz.deleteJob(new JobKey(check, GROUP));
      } catch (SchedulerException e) {
        throw new IllegalStateException("check " + check + " was not taken off its schedule", e);
      }
    });
  }

  /** A trigger that says the same stays, with its memory of what it missed. */
  private static void put(Scheduler quartz, JobDetail job, CronTrigger wanted)
      throws SchedulerException {
    boolean same = quartz.getTrigger(wanted.getKey()) instanceof CronTrigger present
        && present.getCronExpression().equals(wanted.getCronExpression())
        && present.getTimeZone().equals(wanted.getTimeZone());
    if (!same) {
      quartz.scheduleJob(job, Set.of(wanted), true);
    }
  }

  private static JobDetail job(String check) {
    return JobBuilder.newJob(CheckJob.class)
        .withIdentity(new JobKey(check, GROUP))
        .build();
  }

  private static CronTrigger trigger(CheckDefinition check) {
    return TriggerBuilder.newTrigger()
        .withIdentity(new TriggerKey(check.name(), GROUP))
        .forJob(new JobKey(check.name(), GROUP))
        .withSchedule(CronScheduleBuilder.cronSchedule(check.cron())
            .inTimeZone(TimeZone.getTimeZone(check.zone()))
            .withMisfireHandlingInstructionFireAndProceed())
        .build();
  }
}
