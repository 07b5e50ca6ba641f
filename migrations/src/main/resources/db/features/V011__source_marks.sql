-- How far each query over a database of the user's own is read into a history of its view; moved in the transaction that ingests what was read.
CREATE TABLE features.source_marks
(
  source text NOT NULL,
  view text NOT NULL,
  history integer NOT NULL,
  read_to timestamptz,
  rows bigint NOT NULL CHECK (rows >= 0),
  read_at timestamptz,
  trouble text,
  trouble_at timestamptz,
  PRIMARY KEY (source, view, history)
);
