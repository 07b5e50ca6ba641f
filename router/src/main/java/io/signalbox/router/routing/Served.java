package io.signalbox.router.routing;

import io.signalbox.registry.Deployments;
import io.signalbox.registry.Deployments.Arm;
import io.signalbox.registry.ModelName;
import io.signalbox.router.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells the registry which versions the endpoints here serve: its deployments. */
@Component
class Served {
  private final Deployments deployments;
  private final Endpoints endpoints;
  private final Tables tables;
  private final TransactionTemplate transaction;

  Served(
      Deployments deployments,
      Endpoints endpoints,
      Tables tables,
      TransactionTemplate transaction) {
    this.deployments = deployments;
    this.endpoints = endpoints;
    this.tables = tables;
    this.transaction = transaction;
  }

  /** In the transaction that puts the table in force. */
  void tell(ModelName model, RoutingTable table) {
    List<Arm> arms = new ArrayList<>();
    RangesOfTables.slots(table.ranges())
        .shares()
        .forEach((version, share) -> arms.add(new Arm(version, share, false)));
    table.shadows().forEach(version -> arms.add(new Arm(version, 0, true)));
    deployments.tell(new Deployments.Serving(
        table.endpoint().value(), model, arms, false, table.why().author(), table.at()));
  }

  /** What is in force already: tables of a time in which nobody told. With each row locked, no newer table is overwritten. */
  void tellAll() {
    for (EndpointRow seen : endpoints.all()) {
      transaction.executeWithoutResult(status -> endpoints
          .lock(seen.name())
          .ifPresent(row -> tables
              .find(row.name(), row.tableVersion())
              .ifPresent(table -> tell(row.model(), table))));
    }
  }
}
