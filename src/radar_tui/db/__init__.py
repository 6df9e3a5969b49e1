"""Tables, engine, migrations, queries and the change feed."""
