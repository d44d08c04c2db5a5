"""The database: engine and transactions, the tables, their column types, and the outbox."""
