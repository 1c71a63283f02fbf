-- Looking through a member's eyes ends with the member: the session goes, rather than fall back to its administrator's own
-- rights without a word. (Where the tenant goes, the session sees nothing until the view is ended.)
ALTER TABLE sessions DROP CONSTRAINT sessions_view_as_user_fkey,
    ADD CONSTRAINT sessions_view_as_user_fkey FOREIGN KEY (view_as_user) REFERENCES users ON DELETE CASCADE;
CREATE INDEX sessions_view_as ON sessions (view_as_user) WHERE view_as_user IS NOT NULL;

-- Whoever shared something is forgotten with it, and what ended long ago is swept away.
CREATE INDEX shares_maker ON shares (created_by);
