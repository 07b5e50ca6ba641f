package io.signalbox.trainer;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Asks for a run of the plan that the job is named for. */
class TrainingScheduleJob implements Job {
  private final RunRequests requests;

  TrainingScheduleJob(RunRequests requests) {
    this.requests = requests;
  }

  @Override
  public void execute(JobExecutionContext context) {
    requests.bySchedule(
        context.getJobDetail().getKey().getName(),
        context.getScheduledFireTime().toInstant());
  }
}
