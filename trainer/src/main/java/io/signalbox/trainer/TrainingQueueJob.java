package io.signalbox.trainer;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Looks after the queue now and then. */
class TrainingQueueJob implements Job {
  private final TrainingWorker worker;

  TrainingQueueJob(TrainingWorker worker) {
    this.worker = worker;
  }

  @Override
  public void execute(JobExecutionContext context) {
    worker.wake();
  }
}
