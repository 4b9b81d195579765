import Store

/// The mart's tables.
enum AnalyticsSchema {
    static let migrations = [
        Migration(
            id: "analytics.001",
            summary: "Figures by day, customers by day, which days are stale, and whose days they are",
            up: [
                """
                CREATE TABLE analytics_daily_metric (
                    tenant @int NOT NULL, day @int NOT NULL, orders @int NOT NULL, customers @int NOT NULL,
                    units @int NOT NULL, gross_minor @int NOT NULL, discount_minor @int NOT NULL,
                    credit_notes @int NOT NULL, returned_units @int NOT NULL, returned_minor @int NOT NULL,
                    adjusted_minor @int NOT NULL,
                    PRIMARY KEY (tenant, day)
                ) @strict
                """,
                """
                CREATE TABLE analytics_customer_day (
                    tenant @int NOT NULL, day @int NOT NULL, customer_id @id NOT NULL, month @int NOT NULL,
                    orders @int NOT NULL, gross_minor @int NOT NULL,
                    PRIMARY KEY (tenant, day, customer_id)
                ) @strict
                """,
                "CREATE INDEX analytics_customer_day_customer ON analytics_customer_day (tenant, customer_id, month)",
                """
                CREATE TABLE analytics_stale_day (
                    tenant @int NOT NULL, day @int NOT NULL, PRIMARY KEY (tenant, day)
                ) @strict
                """,
                """
                CREATE TABLE analytics_calendar (
                    tenant @int NOT NULL, time_zone @text NOT NULL, PRIMARY KEY (tenant)
                ) @strict
                """,
            ],
            down: [
                "DROP TABLE analytics_calendar", "DROP TABLE analytics_stale_day", "DROP TABLE analytics_customer_day",
                "DROP TABLE analytics_daily_metric",
            ]),
        Migration(
            id: "analytics.002",
            summary: "Figures by day and month of each product, country, channel and hour, and cohorts",
            up: [sliceDays, sliceMonths, cohorts, fillCohorts, everyDayAgain],
            down: ["DROP TABLE analytics_cohort", "DROP TABLE analytics_slice_month", "DROP TABLE analytics_slice_day"]),
        Migration(
            id: "analytics.003", summary: "What a customer bought by month, read from the index alone",
            up: [
                "DROP INDEX analytics_customer_day_customer",
                """
                CREATE INDEX analytics_customer_day_customer
                    ON analytics_customer_day (tenant, customer_id, month, orders)
                """,
            ],
            down: [
                "DROP INDEX analytics_customer_day_customer",
                "CREATE INDEX analytics_customer_day_customer ON analytics_customer_day (tenant, customer_id, month)",
            ]),
    ]

    private static let sliceDays = """
        CREATE TABLE analytics_slice_day (
            tenant @int NOT NULL,
            dimension @text NOT NULL CHECK (dimension IN ('product', 'country', 'channel', 'hour')),
            day @int NOT NULL, value @text NOT NULL, label @text NOT NULL, orders @int NOT NULL,
            credit_notes @int NOT NULL, units @int NOT NULL, gross_minor @int NOT NULL, discount_minor @int NOT NULL,
            returned_units @int NOT NULL, returned_minor @int NOT NULL,
            PRIMARY KEY (tenant, dimension, day, value)
        ) @strict
        """

    private static let sliceMonths = """
        CREATE TABLE analytics_slice_month (
            tenant @int NOT NULL,
            dimension @text NOT NULL CHECK (dimension IN ('product', 'country', 'channel', 'hour')),
            month @int NOT NULL, value @text NOT NULL, label @text NOT NULL, orders @int NOT NULL,
            credit_notes @int NOT NULL, units @int NOT NULL, gross_minor @int NOT NULL, discount_minor @int NOT NULL,
            returned_units @int NOT NULL, returned_minor @int NOT NULL,
            PRIMARY KEY (tenant, dimension, month, value)
        ) @strict
        """

    /// How many customers whose first order was in one month ordered in another; `repeated` is said in the first
    /// month only: how many of them have two or more orders.
    private static let cohorts = """
        CREATE TABLE analytics_cohort (
            tenant @int NOT NULL, first_month @int NOT NULL, month @int NOT NULL, customers @int NOT NULL,
            repeated @int NOT NULL,
            PRIMARY KEY (tenant, first_month, month)
        ) @strict
        """

    private static let fillCohorts = """
        INSERT INTO analytics_cohort (tenant, first_month, month, customers, repeated)
        SELECT c.tenant, f.first_month, c.month, count(DISTINCT c.customer_id),
            count(DISTINCT CASE WHEN f.orders >= 2 AND c.month = f.first_month THEN c.customer_id END)
        FROM analytics_customer_day c
        JOIN (
            SELECT tenant, customer_id, min(month) AS first_month, sum(orders) AS orders
            FROM analytics_customer_day GROUP BY tenant, customer_id
        ) f ON f.tenant = c.tenant AND f.customer_id = c.customer_id
        GROUP BY c.tenant, f.first_month, c.month
        """

    private static let everyDayAgain = """
        INSERT INTO analytics_stale_day (tenant, day)
        SELECT m.tenant, m.day FROM analytics_daily_metric m
        WHERE NOT EXISTS (
            SELECT 1 FROM analytics_stale_day s WHERE s.tenant = m.tenant AND s.day = m.day
        )
        """
}
