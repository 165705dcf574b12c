"""SQL engines that run the program's statements over a pool."""

import os

NUMBERS, TEXTS = "people", "people_as_text"


class DuckDb:
    dialect = "duckdb"

    def __init__(self):
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute("SET threads = 2")

    def load(self, folder, pool):
        texts = f"read_csv('{folder}/texts.csv', all_varchar = true, header = true)"
        self.connection.execute(f"CREATE OR REPLACE VIEW {NUMBERS} AS FROM '{folder}/typed.parquet'")
        columns = [f'"{d.replace(".", "_")}" AS "{d}"' for d in pool.dimensions]
        self.connection.execute(
            f"CREATE OR REPLACE VIEW {TEXTS} AS SELECT id, name, {', '.join(columns)} FROM {texts}"
        )

    def run(self, statement):
        cursor = self.connection.execute(statement)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]


class Postgres:
    dialect = "postgres"

    def __init__(self):
        import psycopg

        self.connection = psycopg.connect(os.environ["COUNTERPART_TEST_POSTGRES"], autocommit=True)

    def load(self, folder, pool):
        self.create(NUMBERS, "double precision", pool.typed, pool)
        self.create(TEXTS, "text", pool.texts, pool)

    def create(self, table, type_of_values, people, pool):
        columns = ", ".join(f'"{d}" {type_of_values}' for d in pool.dimensions)
        self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        self.connection.execute(f"CREATE TEMPORARY TABLE {table} (id text, name text, {columns})")
        as_stored = str if type_of_values == "text" else float
        with self.connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for p in people:
                values = (None if v is None else as_stored(v) for v in p["values"].values())
                copy.write_row((p["id"], p["name"], *values))

    def run(self, statement):
        cursor = self.connection.execute(statement)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]


class DataFusion:
    dialect = "datafusion"

    def __init__(self):
        import datafusion

        self.context = datafusion.SessionContext()

    def load(self, folder, pool):
        import pyarrow as pa

        for table in (NUMBERS, TEXTS):
            if self.context.table_exist(table):
                self.context.deregister_table(table)
        self.context.register_parquet(NUMBERS, f"{folder}/typed.parquet")
        columns = {"id": [p["id"] for p in pool.texts], "name": [p["name"] for p in pool.texts]}
        for d in pool.dimensions:
            texts = [None if p["values"][d] is None else str(p["values"][d]) for p in pool.texts]
            columns[d] = pa.array(texts, pa.string())
        self.context.from_arrow(pa.table(columns), name=TEXTS)

    def run(self, statement):
        return [row for batch in self.context.sql(statement).collect() for row in batch.to_pylist()]


class Spark:
    dialect = "spark"

    def __init__(self):
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("counterpart")
        settings = {
            "spark.ui.enabled": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": "2",
            # As docs/pool.md says: one method of the whole statement is too large for Java to compile.
            "spark.sql.codegen.hugeMethodLimit": "8000",
            "spark.log.level": "ERROR",
        }
        for key, value in settings.items():
            builder = builder.config(key, value)
        self.session = builder.getOrCreate()

    def load(self, folder, pool):
        self.session.read.parquet(f"{folder}/typed.parquet").createOrReplaceTempView(NUMBERS)
        columns = ", ".join(f"`{d}` STRING" for d in pool.dimensions)
        rows = [
            [p["id"], p["name"], *(None if v is None else str(v) for v in p["values"].values())]
            for p in pool.texts
        ]
        frame = self.session.createDataFrame(rows, f"id STRING, name STRING, {columns}")
        frame.createOrReplaceTempView(TEXTS)

    def run(self, statement):
        return [row.asDict() for row in self.session.sql(statement.rstrip().rstrip(";")).collect()]
