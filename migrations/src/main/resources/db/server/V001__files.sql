-- The one folder of files (rows of features as Parquet, training sets, models) that belongs to this database: its id stands in the folder too.
CREATE TABLE server.files (
  one   boolean PRIMARY KEY DEFAULT true CHECK (one),
  id    uuid NOT NULL,
  place text NOT NULL,
  since timestamptz NOT NULL DEFAULT now()
);
