import Store

/// The tables of people, their standing in shops, and their secrets (as hashes only).
enum IdentitySchema {
    static let migrations = [
        Migration(
            id: "identity.001", summary: "Users, memberships, roles, sessions, sign-in links, API keys",
            up: [
                """
                CREATE TABLE user_account (
                    id @id NOT NULL PRIMARY KEY, email @text, email_folded @text UNIQUE, name @text NOT NULL,
                    password @text, password_at @int, created_at @int NOT NULL,
                    CHECK ((email IS NULL) = (email_folded IS NULL))
                ) @strict
                """,
                """
                CREATE TABLE membership (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, user_id @id NOT NULL,
                    role @text NOT NULL, locations @text,
                    status @text NOT NULL CHECK (status IN ('invited', 'active', 'removed')),
                    invited_by @text NOT NULL, created_at @int NOT NULL, joined_at @int,
                    PRIMARY KEY (tenant, id), UNIQUE (tenant, user_id),
                    FOREIGN KEY (user_id) REFERENCES user_account (id),
                    CHECK (role <> 'owner' OR locations IS NULL)
                ) @strict
                """,
                "CREATE INDEX membership_user ON membership (user_id, tenant)",
                "CREATE INDEX membership_role ON membership (tenant, role, status)",
                """
                CREATE TABLE role (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, key @text NOT NULL,
                    title @text NOT NULL, permissions @text NOT NULL, created_at @int NOT NULL,
                    PRIMARY KEY (tenant, id), UNIQUE (tenant, key),
                    CHECK (key NOT IN ('owner', 'admin', 'staff'))
                ) @strict
                """,
                """
                CREATE TABLE session (
                    token_hash @blob NOT NULL PRIMARY KEY, id @id NOT NULL UNIQUE, tenant @int NOT NULL,
                    user_id @id NOT NULL, csrf @blob NOT NULL, created_at @int NOT NULL, seen_at @int NOT NULL,
                    expires_at @int NOT NULL, idle_limit @int NOT NULL, ip @text,
                    FOREIGN KEY (tenant, user_id) REFERENCES membership (tenant, user_id)
                ) @strict
                """,
                "CREATE INDEX session_user_id ON session (tenant, user_id, id)",
                "CREATE INDEX session_of_user ON session (user_id)",
                "CREATE INDEX session_expiry ON session (tenant, expires_at)",
                """
                CREATE TABLE sign_in_link (
                    token_hash @blob NOT NULL PRIMARY KEY, id @id NOT NULL UNIQUE, tenant @int NOT NULL,
                    user_id @id NOT NULL, created_by @text NOT NULL, created_at @int NOT NULL, expires_at @int NOT NULL,
                    used_at @int,
                    FOREIGN KEY (tenant, user_id) REFERENCES membership (tenant, user_id)
                ) @strict
                """,
                "CREATE INDEX sign_in_link_user ON sign_in_link (tenant, user_id)",
                "CREATE INDEX sign_in_link_expiry ON sign_in_link (tenant, expires_at)",
                """
                CREATE TABLE api_key (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, name @text NOT NULL,
                    scopes @text NOT NULL, maker @id, created_by @text NOT NULL, created_at @int NOT NULL,
                    expires_at @int, revoked_at @int,
                    PRIMARY KEY (tenant, id)
                ) @strict
                """,
                """
                CREATE TABLE api_key_secret (
                    id @id NOT NULL PRIMARY KEY, tenant @int NOT NULL, hash @blob NOT NULL, last_used_at @int,
                    FOREIGN KEY (tenant, id) REFERENCES api_key (tenant, id)
                ) @strict
                """,
                """
                CREATE TABLE sign_in_throttle (
                    key @blob NOT NULL PRIMARY KEY, failures @int NOT NULL CHECK (failures > 0), last_at @int NOT NULL,
                    blocked_until @int NOT NULL
                ) @strict
                """,
                "CREATE INDEX sign_in_throttle_age ON sign_in_throttle (last_at)",
                "CREATE TABLE sign_in_place (key @blob NOT NULL PRIMARY KEY, last_at @int NOT NULL) @strict",
                "CREATE INDEX sign_in_place_age ON sign_in_place (last_at)",
            ],
            down: [
                "DROP TABLE sign_in_place", "DROP TABLE sign_in_throttle", "DROP TABLE api_key_secret",
                "DROP TABLE api_key",
                "DROP TABLE sign_in_link", "DROP TABLE session", "DROP TABLE role", "DROP TABLE membership",
                "DROP TABLE user_account",
            ])
    ]
}
