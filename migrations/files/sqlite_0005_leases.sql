-- Which process drives a run. The fence counts up with every taking: what an earlier holder still
-- wants to store is refused.

ALTER TABLE payments ADD COLUMN lease_holder TEXT;
ALTER TABLE payments ADD COLUMN lease_fence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payments ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;

ALTER TABLE agent_runs ADD COLUMN lease_holder TEXT;
ALTER TABLE agent_runs ADD COLUMN lease_fence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agent_runs ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;

CREATE INDEX agent_runs_running ON agent_runs (id) WHERE status = 'running';
