"""Fills the tables of a registry by SQL, and says what they take: large.py PORT PASSWORD fill RUNS FILE | sizes | written WHEN | drop INDEX

Each run has 10 steps of 5 metrics, 3 params and 2 tags; the runs are spread over ten experiments of one tenth each.
"""

import sys
import time

import psycopg2

AT_ONCE = 10_000

# Ids begin with the time, as those that are minted do. Values are the same in each filling.
RUNS = """
CREATE TEMPORARY TABLE filled ON COMMIT DROP AS
SELECT n, %(first)s + n %% 10 AS experiment_id,
  (lpad(to_hex(1385000000000 + n), 12, '0') || '7000' || '8' || lpad(to_hex(hashint8(n)::bigint + 2147483648), 15, '0'))::uuid AS run_id
FROM generate_series(%(start)s, %(start)s + %(count)s - 1) AS n;
INSERT INTO registry.runs (run_id, experiment_id, name, user_id, status, start_millis, end_millis, artifact_uri)
SELECT run_id, experiment_id, 'run-' || n, 'bench', 'FINISHED', 1385000000000 + n, 1385000000000 + n + 1000,
  'mlflow-artifacts:/' || experiment_id || '/' || replace(run_id::text, '-', '') || '/artifacts'
FROM filled;
INSERT INTO registry.run_tags (run_id, key, value)
SELECT run_id, 'mlflow.runName', 'run-' || n FROM filled UNION ALL SELECT run_id, 'mlflow.user', 'bench' FROM filled;
INSERT INTO registry.params (run_id, key, value)
SELECT run_id, 'p' || p, (hashint8(n * 3 + p)::bigint + 2147483648) %% 1000 FROM filled, generate_series(0, 2) AS p;
CREATE TEMPORARY TABLE points ON COMMIT DROP AS
SELECT run_id, 'm' || m AS key, step, 1385000000000 + n + step AS millis,
  (hashint8(n * 100 + m * 10 + step)::bigint + 2147483648) / 4294967296.0::float8 AS value
FROM filled, generate_series(0, 4) AS m, generate_series(0, 9) AS step;
INSERT INTO registry.metrics (run_id, key, step, millis, value) SELECT * FROM points ORDER BY run_id, key, step;
INSERT INTO registry.latest_metrics (run_id, key, step, millis, value) SELECT * FROM points WHERE step = 9 ORDER BY run_id, key;
"""


def fill(cursor, runs, file):
    cursor.execute(
        """
        INSERT INTO registry.experiments (name, artifact_location, created_millis, updated_millis)
        SELECT 'filled ' || n, 'mlflow-artifacts:/filled' || n, 0, 0 FROM generate_series(0, 9) AS n RETURNING experiment_id
        """
    )
    first = min(row[0] for row in cursor.fetchall())
    started = time.monotonic()
    for start in range(0, runs, AT_ONCE):
        cursor.execute(
            "BEGIN;" + RUNS + "COMMIT", {"first": first, "start": start, "count": min(AT_ONCE, runs - start)}
        )
        if start // AT_ONCE % 10 == 9:
            print(f"{start + AT_ONCE:,} runs after {time.monotonic() - started:.0f} s", flush=True)
    took = time.monotonic() - started
    print(f"{runs * 50 / took:,.0f} points a second with all that belongs to their runs", flush=True)
    cursor.execute("VACUUM (ANALYZE)")
    cursor.execute("SELECT run_id FROM registry.runs TABLESAMPLE SYSTEM (1) WHERE user_id = 'bench' AND experiment_id >= %s LIMIT 5000", (first,))
    ids = ",".join('"' + row[0].replace("-", "") + '"' for row in cursor.fetchall())
    with open(file, encoding="utf-8") as table:
        seeded = table.read()
    with open(file, "w", encoding="utf-8") as table:
        table.write(f"local seeded = (function() {seeded} end)()\n")
        table.write(f'seeded.runs = {{{ids}}}\nseeded.searched = "{first}"\nreturn seeded\n')


def sizes(cursor):
    cursor.execute(
        """
        SELECT c.relname, c.reltuples::bigint, pg_relation_size(c.oid) / 1e6,
          (SELECT string_agg(i.indexrelid::regclass || ' ' || pg_relation_size(i.indexrelid) / 1000000 || ' MB', ', ')
           FROM pg_index i WHERE i.indrelid = c.oid)
        FROM pg_class c WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r' AND c.reltuples > 100000
        ORDER BY 3 DESC
        """
    )
    for name, rows, size, indexes in cursor.fetchall():
        print(f"{name}: {rows:,} rows, {size:,.0f} MB; {indexes}")


def written(cursor, when):
    """What replacing five latest values writes ahead, just after a checkpoint and taken back."""
    cursor.execute("CHECKPOINT")
    cursor.execute("SELECT run_id FROM registry.runs TABLESAMPLE SYSTEM (1) WHERE user_id = 'bench' LIMIT 200")
    ids = [row[0] for row in cursor.fetchall()]
    seen = []
    for run_id in ids:
        cursor.execute("BEGIN")
        cursor.execute(
            """
            EXPLAIN (ANALYZE, WAL, FORMAT JSON) INSERT INTO registry.latest_metrics AS latest (run_id, key, step, millis, value)
            SELECT %s, 'm' || m, 100, 1385000000100, random() FROM generate_series(0, 4) AS m
            ON CONFLICT (run_id, key) DO UPDATE SET step = EXCLUDED.step, millis = EXCLUDED.millis, value = EXCLUDED.value
            """,
            (run_id,),
        )
        plan = cursor.fetchone()[0][0]
        seen.append((plan["Plan"]["WAL Records"], plan["Plan"]["WAL Bytes"], plan["Execution Time"]))
        cursor.execute("ROLLBACK")
    seen.sort(key=lambda each: each[2])
    records, size, took = seen[len(seen) // 2]
    print(f"{when}: five latest values replaced in {took:.3f} ms, {records} records and {size} bytes of WAL (median of {len(seen)})")


def drop(cursor, index):
    cursor.execute(f"DROP INDEX {index}")


def main(port, password, what, *arguments):
    connection = psycopg2.connect(host="localhost", port=port, user="postgres", password=password, dbname="postgres")
    connection.autocommit = True
    cursor = connection.cursor()
    numbers = [int(each) if each.isdigit() else each for each in arguments]
    {"fill": fill, "sizes": sizes, "written": written, "drop": drop}[what](cursor, *numbers)


if __name__ == "__main__":
    main(*sys.argv[1:])
