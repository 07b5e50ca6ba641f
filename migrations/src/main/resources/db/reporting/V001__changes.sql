-- Every change that anyone made anywhere, with its author and its reason; for the interface and for people's own tools.
CREATE VIEW reporting.changes AS
SELECT at, 'features' AS module, id, author, reason, subject, action, detail FROM features.changes
UNION ALL
SELECT at, 'registry' AS module, id, author, reason, subject, action, detail FROM registry.changes
UNION ALL
SELECT at, 'router' AS module, id, author, reason, subject, action, detail FROM router.changes
UNION ALL
SELECT at, 'monitor' AS module, id, author, reason, subject, action, detail FROM monitor.changes
UNION ALL
SELECT at, 'trainer' AS module, id, author, reason, subject, action, detail FROM trainer.changes;
