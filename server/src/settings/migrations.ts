/** What each version of the format of `settings.db` adds to the one before. Never changed, only added to: a newer server reads older files. */
export const migrations: readonly string[] = [
  // What was told, to whom, and of what nobody wants to hear.
  `
  CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    -- First and last.
    told_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    advisory INTEGER NOT NULL,
    -- The Mute that kept it from being sent, or NULL.
    muted TEXT,
    -- An Alert.
    alert TEXT NOT NULL
  ) STRICT;
  CREATE INDEX alert_told ON alert (told_ms);
  -- Of each webhook in the order of their numbers.
  CREATE TABLE delivery (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    alert_id TEXT NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
    webhook TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_ms INTEGER NOT NULL,
    -- 1 where those behind it wait as well.
    holds INTEGER NOT NULL DEFAULT 0,
    last_ms INTEGER,
    status INTEGER,
    error TEXT,
    UNIQUE (alert_id, webhook)
  ) STRICT;
  CREATE INDEX delivery_pending ON delivery (webhook, number) WHERE state = 'pending';
  CREATE TABLE mute (
    id TEXT PRIMARY KEY,
    until_ms INTEGER,
    -- A Mute.
    mute TEXT NOT NULL
  ) STRICT;
  `,
  // Budgets, experiments, and what people said of deploys.
  `
  CREATE TABLE budget (
    name TEXT PRIMARY KEY,
    -- A Budget.
    budget TEXT NOT NULL
  ) STRICT;
  CREATE TABLE experiment (
    name TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    -- JSON.
    labels TEXT NOT NULL,
    note TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    -- NULL while it runs.
    until_ms INTEGER
  ) STRICT;
  CREATE TABLE deploy_note (
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    version TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    -- A DeployNote.
    note TEXT NOT NULL,
    PRIMARY KEY (service, env, version)
  ) STRICT;
  `,
];
