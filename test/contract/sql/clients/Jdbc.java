import java.sql.*;
import java.util.*;

/**
 * What BI tools do through pgJDBC; one line of output a fact. Arguments: port, user, password, query mode, and perhaps a
 * statement whose rows are only counted, fetched by portions.
 */
public class Jdbc {
  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    properties.put("user", args[1]);
    properties.put("password", args[2]);
    properties.put("preferQueryMode", args[3]);
    String url = "jdbc:postgresql://127.0.0.1:" + args[0] + "/tenure?sslmode=require";
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      if (args.length > 4) {
        System.out.println("counted " + fetched(connection, args[4], 10_000));
        return;
      }
      metadata(connection.getMetaData());
      for (int i = 0; i < 7; i++) prepared(connection, i == 6);
      fetchSize(connection);
      refused(connection);
      cancel(connection);
    }
  }

  static void metadata(DatabaseMetaData data) throws SQLException {
    try (ResultSet tables = data.getTables(null, "public", "churn", new String[] {"TABLE", "VIEW"})) {
      while (tables.next()) System.out.println("table " + tables.getString("TABLE_NAME") + " " + tables.getString("TABLE_TYPE"));
    }
    try (ResultSet columns = data.getColumns(null, "public", "churn", "churn%")) {
      while (columns.next())
        System.out.println("column " + columns.getString("COLUMN_NAME") + " " + columns.getString("TYPE_NAME"));
    }
    try (ResultSet keys = data.getPrimaryKeys(null, "public", "churn")) {
      while (keys.next())
        System.out.println("key churn " + keys.getString("COLUMN_NAME") + " " + keys.getString("KEY_SEQ"));
    }
    System.out.println("product " + data.getDatabaseProductName() + " " + data.getDatabaseMajorVersion());
  }

  static void prepared(Connection connection, boolean print) throws SQLException {
    String sql = "select tier, measure(churn_rate), sum(churned), min(month) from churn"
        + " where month between ? and ? and household_size >= ? and province <> ? group by 1 order by 1 limit ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setDate(1, java.sql.Date.valueOf("2024-01-01"));
      statement.setDate(2, java.sql.Date.valueOf("2024-06-01"));
      statement.setInt(3, 2);
      statement.setString(4, "Beijing");
      statement.setInt(5, 2);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next())
          if (print)
            System.out.println("row " + rows.getString(1) + " " + rows.getDouble(2) + " " + rows.getBigDecimal(3) + " " + rows.getDate(4));
      }
    }
  }

  static void fetchSize(Connection connection) throws SQLException {
    System.out.println("fetched " + fetched(connection, "select city, month, sum(churned) from churn group by 1, 2", 7));
    int all = fetched(connection, "select customer_id, month, tier, revenue from churn", 500);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from churn")) {
      row.next();
      System.out.println("all fetched " + (row.getInt(1) == all));
    }
  }

  static int fetched(Connection connection, String sql, int size) throws SQLException {
    connection.setAutoCommit(false);
    int count = 0;
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(size);
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) count++;
      }
    }
    connection.rollback();
    connection.setAutoCommit(true);
    return count;
  }

  static void refused(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("select avg(churn_rate) from churn");
    } catch (SQLException error) {
      System.out.println("refused " + error.getSQLState());
    }
  }

  static void cancel(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      Thread canceller = new Thread(() -> {
        try {
          Thread.sleep(300);
          statement.cancel();
        } catch (Exception ignored) {
        }
      });
      canceller.start();
      try {
        statement.executeQuery("select count(*) from generate_series(1, 2000000000)");
      } catch (SQLException error) {
        System.out.println("cancelled " + error.getSQLState());
      }
      canceller.join();
    }
  }
}
