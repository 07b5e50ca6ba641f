-- A plan that was retired is in force no more; its runs stay, and refer to it.
ALTER TABLE trainer.plans ADD COLUMN retired_at timestamptz;
