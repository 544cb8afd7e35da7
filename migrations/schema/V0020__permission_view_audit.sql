-- Reading who did what is a permission of its own. Test Observer's 31 stay as they are
ALTER TYPE permission ADD VALUE 'view_audit';
