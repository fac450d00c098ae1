package oo.connectcallback;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import oo.connectors.Provider;
import oo.connectors.Providers;
import oo.contract.ConnectionView;
import oo.contract.ConnectorView;
import oo.contract.Connectors;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;

/** {@code list_connectors}: all providers, with the state of the caller's connections. */
final class ListConnectors {
  private final Database database;
  private final ConnectionStore connections;
  private final Providers providers;

  ListConnectors(Database database, ConnectionStore connections, Providers providers) {
    this.database = database;
    this.connections = connections;
    this.providers = providers;
  }

  Connectors of(AccessToken caller) {
    List<Connection> own =
        database.transaction(tx -> {
          caller.requireLive(tx);
          return connections.of(tx, caller.user());
        });
    var known = new LinkedHashSet<Provider>(providers.all());
    // Connections of a provider that this deployment lacks are listed too, so that the person can
    // end them.
    own.stream()
        .map(Connection::provider)
        .filter(id -> providers.find(id).isEmpty())
        .forEach(id -> known.add(new Provider(id, id)));
    var views = new ArrayList<ConnectorView>();
    for (Provider provider : known) {
      views.add(
          new ConnectorView(
              provider.id(),
              provider.name(),
              providers.connector(provider.id()).isPresent(),
              own.stream()
                  .filter(connection -> connection.provider().equals(provider.id()))
                  .map(ListConnectors::view)
                  .toList()));
    }
    return new Connectors(views);
  }

  private static ConnectionView view(Connection connection) {
    boolean live = connection.state() == Connection.State.LIVE;
    return new ConnectionView(
        connection.ref().connection().value(),
        connection.accountName(),
        state(connection),
        connection.openTasks(),
        connection.unreadable(),
        live && (connection.requested() || connection.leased()),
        connection.readAt(),
        live ? connection.dueAt() : null,
        connection.lastError());
  }

  private static ConnectionView.State state(Connection connection) {
    if (connection.state() == Connection.State.RECONNECT) {
      return ConnectionView.State.reconnect;
    }
    if (connection.attempts() > 0) {
      return ConnectionView.State.failing;
    }
    return connection.readAt() == null
        ? ConnectionView.State.first_fetch
        : ConnectionView.State.live;
  }
}
