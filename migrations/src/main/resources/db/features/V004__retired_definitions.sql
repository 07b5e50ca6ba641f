-- A version that was retired is read by nobody any more; its number is not used again.
ALTER TABLE features.definitions
  ADD COLUMN retired_at timestamptz,
  ADD COLUMN retired_by text;
