-- A file that came before others of its execution; sent once more without saying so, it completes the execution
ALTER TABLE upload ADD COLUMN partial boolean NOT NULL DEFAULT false;
