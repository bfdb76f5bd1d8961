-- Stands in for the migration of this number until that is merged, which replaces it.
SELECT 1;
