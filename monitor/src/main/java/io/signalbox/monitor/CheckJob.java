package io.signalbox.monitor;

import io.signalbox.registry.Attribution;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** Runs the check that its key names. After a time without a server it runs once, not once for each time missed. */
@DisallowConcurrentExecution
class CheckJob implements Job {
  private final Monitor monitor;

  CheckJob(Monitor monitor) {
    this.monitor = monitor;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    String check = context.getJobDetail().getKey().getName();
    try {
      monitor.run(check, new Attribution("signalbox", "schedule"));
    } catch (RuntimeException e) {
      throw new JobExecutionException("check " + check + " did not run", e);
    }
  }
}
