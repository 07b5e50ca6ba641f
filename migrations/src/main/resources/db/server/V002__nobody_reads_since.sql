-- When a folder got its id: nobody reads it.
ALTER TABLE server.files DROP COLUMN since;
