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
            ])
    ]
}
