"""Fills the tables of a registry by SQL, and says what they take: large.py PORT PASSWORD fill RUNS FILE | sizes | written WHEN | drop INDEX

Each run has 10 steps of 5 metrics, 3 params and 2 tags; the runs are spread over ten experiments of one tenth each.
"""

import sys
import time

import psycopg2

AT_ONCE = 100_000  # runs

# Ids begin with the time, as those that are minted do. Values are the same in each filling.
RUNS = """
CREATE TEMPORARY TABLE filled AS
SELECT n, %(first)s + n %% 10 AS experiment_id,
  (lpad(to_hex(1385000000000 + n), 12, '0') || '7000' || '8' || lpad(to_hex(hashint8(n)::bigint + 2147483648), 15, '0'))::uuid AS run_id
FROM generate_series(0, %(runs)s - 1) AS n;
INSERT INTO registry.runs (run_id, experiment_id, name, user_id, status, start_millis, end_millis, artifact_uri)
SELECT run_id, experiment_id, 'run-' || n, 'bench', 'FINISHED', 1385000000000 + n, 1385000000000 + n + 1000,
  'mlflow-artifacts:/' || experiment_id || '/' || replace(run_id::text, '-', '') || '/artifacts'
FROM filled;
INSERT INTO registry.run_tags (run_id, key, value)
SELECT run_id, tag.key, tag.value
FROM filled, LATERAL (VALUES ('mlflow.runName', 'run-' || n), ('mlflow.user', 'bench')) AS tag (key, value);
INSERT INTO registry.params (run_id, key, value)
SELECT run_id, 'p' || p, (hashint8(n * 3 + p)::bigint + 2147483648) %% 1000
FROM (SELECT n, run_id, generate_series(0, 2) AS p FROM filled) AS each;
"""

# The points of a part of the runs, by run, key and step: all of them, or the last of each key
POINTS = """
INSERT INTO registry.{table} (run_id, key, step, millis, value)
SELECT run_id, 'm' || i / 10, i %% 10, 1385000000000 + n + i %% 10,
  (hashint8(n * 100 + i)::bigint + 2147483648) / 4294967296.0::float8
FROM (SELECT n, run_id, generate_series({first}, 49, {every}) AS i FROM filled WHERE n >= %(start)s AND n < %(end)s) AS each
"""

TABLES = ["registry." + name for name in ("metrics", "latest_metrics", "params", "run_tags", "runs")]


def fill(cursor, runs, file):
    """Without keys and indexes, which are made anew afterwards, as when a dump is restored."""
    cursor.execute(
        """
        INSERT INTO registry.experiments (name, artifact_location, created_millis, updated_millis)
        SELECT 'filled ' || n, 'mlflow-artifacts:/filled' || n, 0, 0 FROM generate_series(0, 9) AS n RETURNING experiment_id
        """
    )
    first = min(row[0] for row in cursor.fetchall())
    cursor.execute("SET maintenance_work_mem = '512MB'; SET max_parallel_maintenance_workers = 2; SET synchronous_commit = off")
    started = time.monotonic()

    def said(what):
        print(f"{what} after {time.monotonic() - started:.0f} s", flush=True)

    before = definitions(cursor)
    remake = strip(cursor)
    for start in range(0, runs, AT_ONCE):
        if start == 0:
            cursor.execute(RUNS, {"first": first, "runs": runs})
        part = {"start": start, "end": start + AT_ONCE}
        cursor.execute(POINTS.format(table="metrics", first=0, every=1), part)
        cursor.execute(POINTS.format(table="latest_metrics", first=9, every=10), part)
        said(f"{min(runs, start + AT_ONCE):,} runs")
    for statement in remake:
        cursor.execute(statement)
        said(statement)
    if definitions(cursor) != before:
        sys.exit("registry: the tables have other keys and indexes than before")
    said(f"All {len(before)} keys, indexes and references are as they were before,")
    cursor.execute("VACUUM (ANALYZE)")
    said("Vacuumed")
    print(f"{runs * 50 / (time.monotonic() - started):,.0f} points a second with all that belongs to their runs", flush=True)
    cursor.execute("SELECT run_id FROM filled ORDER BY hashint8(n) LIMIT 5000")
    ids = ",".join('"' + row[0].replace("-", "") + '"' for row in cursor.fetchall())
    with open(file, encoding="utf-8") as table:
        seeded = table.read()
    with open(file, "w", encoding="utf-8") as table:
        table.write(f"local seeded = (function() {seeded} end)()\n")
        table.write(f'seeded.runs = {{{ids}}}\nseeded.searched = "{first}"\nreturn seeded\n')


def definitions(cursor):
    """Every index and constraint of the registry, as PostgreSQL writes them."""
    cursor.execute(
        """
        SELECT tablename || ': ' || indexdef FROM pg_indexes WHERE schemaname = 'registry'
        UNION ALL
        SELECT conrelid::regclass || ': ' || conname || ' ' || pg_get_constraintdef(oid) || CASE WHEN convalidated THEN '' ELSE ' ?' END
        FROM pg_constraint WHERE connamespace = 'registry'::regnamespace
        UNION ALL
        SELECT indexrelid::regclass || ' is not valid' FROM pg_index WHERE NOT indisvalid
        ORDER BY 1
        """
    )
    return [row[0] for row in cursor.fetchall()]


def strip(cursor):
    """Takes keys, references and indexes from the tables that are filled; the statements that make them anew, the greatest table first.

    The primary key of runs stays, because other tables refer to it.
    """
    cursor.execute(
        """
        SELECT conrelid::regclass::text, 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname),
          'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid), contype = 'f'
        FROM pg_constraint
        WHERE conrelid = ANY (%(tables)s::regclass[]) AND contype IN ('p', 'u', 'f') AND NOT (contype = 'p' AND conrelid = 'registry.runs'::regclass)
        UNION ALL
        SELECT indrelid::regclass::text, 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid), false
        FROM pg_index
        WHERE indrelid = ANY (%(tables)s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
        """,
        {"tables": TABLES},
    )
    found = sorted(cursor.fetchall(), key=lambda each: (each[3], TABLES.index(each[0])))
    for _, drop, _, _ in found:
        cursor.execute(drop)
    return [make for _, _, make, _ in found]


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


WRITES = {
    "five latest values replaced": """
        INSERT INTO registry.latest_metrics AS latest (run_id, key, step, millis, value)
        SELECT %s, 'm' || m, 100, 1385000000100, random() FROM generate_series(0, 4) AS m
        ON CONFLICT (run_id, key) DO UPDATE SET step = EXCLUDED.step, millis = EXCLUDED.millis, value = EXCLUDED.value""",
    "five params written": """
        INSERT INTO registry.params (run_id, key, value) SELECT %s, 'q' || p, (random() * 1000)::int FROM generate_series(0, 4) AS p""",
}


def written(cursor, when):
    """What each write takes and writes ahead, just after a checkpoint; all is taken back."""
    cursor.execute("SELECT run_id FROM registry.runs TABLESAMPLE SYSTEM (1) WHERE user_id = 'bench' LIMIT 200")
    ids = [row[0] for row in cursor.fetchall()]
    for what, statement in WRITES.items():
        cursor.execute("CHECKPOINT")
        seen = []
        for run_id in ids:
            cursor.execute("BEGIN")
            cursor.execute("EXPLAIN (ANALYZE, WAL, FORMAT JSON) " + statement, (run_id,))
            plan = cursor.fetchone()[0][0]
            seen.append((plan["Execution Time"], plan["Plan"]["WAL Records"], plan["Plan"]["WAL Bytes"]))
            cursor.execute("ROLLBACK")
        took, records, size = sorted(seen)[len(seen) // 2]
        print(f"{when}: {what} in {took:.3f} ms, {records} records and {size} bytes of WAL (median of {len(seen)})")


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
