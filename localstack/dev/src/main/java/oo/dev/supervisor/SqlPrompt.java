package oo.dev.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** {@code ./oo psql} where no psql is installed: a statement to its semicolon, its rows by tabs. */
public final class SqlPrompt {
  private SqlPrompt() {}

  public static void main(String[] arguments) throws IOException {
    try (Connection connection =
        DriverManager.getConnection(
            System.getenv("DATABASE_URL"),
            System.getenv("DATABASE_USER"),
            System.getenv("DATABASE_PASSWORD"))) {
      if (arguments.length > 0) {
        run(connection, String.join(" ", arguments));
      } else {
        prompt(connection);
      }
    } catch (SQLException e) {
      System.err.println("The database does not answer: is ./oo run running?");
      System.exit(1);
    }
  }

  private static void prompt(Connection connection) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var statement = new StringBuilder();
    System.out.print("oo=> ");
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      statement.append(line).append('\n');
      if (line.stripTrailing().endsWith(";")) {
        run(connection, statement.toString());
        statement.setLength(0);
      }
      System.out.print(statement.isEmpty() ? "oo=> " : "oo-> ");
    }
  }

  private static void run(Connection connection, String text) {
    try (Statement statement = connection.createStatement()) {
      if (statement.execute(text)) {
        print(statement.getResultSet());
      } else {
        System.out.println(statement.getUpdateCount() + " rows");
      }
    } catch (SQLException e) {
      System.err.println(e.getMessage());
    }
  }

  private static void print(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    var cells = new ArrayList<String>();
    for (int i = 1; i <= columns; i++) {
      cells.add(rows.getMetaData().getColumnLabel(i));
    }
    System.out.println(String.join("\t", cells));
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        row.add(String.valueOf(rows.getString(i)));
      }
      System.out.println(String.join("\t", row));
    }
  }
}
