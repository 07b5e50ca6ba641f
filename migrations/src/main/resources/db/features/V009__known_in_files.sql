-- The first and the last moment at which a row of a file became known. Missing where a file was written before its rows were
-- marked as holding at some moment or at none; compaction writes such a file anew.
ALTER TABLE features.files
  ADD COLUMN first_known bigint,
  ADD COLUMN last_known bigint;
