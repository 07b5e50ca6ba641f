-- What is served: of each key the row that holds at the horizon, and all that could come to hold after it. Memory is a bounded
-- part of it. A row's identity is its sequence: writing it again changes nothing.
CREATE TABLE features.online_rows
(
  view text NOT NULL,
  history integer NOT NULL,
  -- The values of the join key as a JSON array; where that is long, its hash.
  key text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  event bigint NOT NULL,
  known bigint NOT NULL,
  cells text NOT NULL,
  PRIMARY KEY (view, history, key, sequence)
);

-- Histories whose rows were served from their beginning, or were brought here once when that began.
CREATE TABLE features.online_histories
(
  view text NOT NULL,
  history integer NOT NULL,
  PRIMARY KEY (view, history)
);
