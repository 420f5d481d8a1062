-- Installs pggit into the current database: psql -v ON_ERROR_STOP=1 -f sql/install.sql
--
-- Needs a superuser, because event triggers do. One transaction: it is there whole or not at all.
-- Running it again changes nothing; running it over an older version upgrades it and keeps all history.
-- Tables that exist already are recorded as a baseline.

\set ON_ERROR_STOP on

begin;

set local transaction_isolation = 'read committed';

set local client_min_messages = warning;
-- Bodies of SQL functions bind their names while they are created, to pg_catalog and nothing else, and read
-- their literals.
set local search_path = pg_catalog, pg_temp;
set local standard_conforming_strings = on;
-- The record is the same whatever the database or role sets: these decide how names and constants are
-- written.
set local quote_all_identifiers = off;
set local datestyle = 'ISO, YMD';
set local intervalstyle = 'postgres';
set local extra_float_digits = 1;
set local bytea_output = 'hex';
set local timezone = 'UTC';
set local check_function_bodies = on;
set local default_tablespace = '';
set local default_table_access_method = heap;
set local array_nulls = on;
set local xmloption = content;
set local row_security = off;
set local transform_null_equals = off;
set local backslash_quote = safe_encoding;
set local session_replication_role = origin;
set local lc_monetary = 'C';

\ir repository/schemas.sql
\ir security/writers.sql
\ir repository/raise_corrupt.sql
\ir repository/repository.sql
\ir repository/objects.sql
\ir repository/history.sql
\ir repository/trees.sql
\ir repository/commits.sql
\ir repository/tags.sql
\ir repository/migrations.sql
\ir repository/migration_lock.sql
\ir repository/own_tables.sql
\ir repository/policy_roles.sql
\ir repository/ledger.sql

\ir data/data_branches.sql
\ir data/branched_statements.sql

\ir names/caller.sql
\ir names/utf8.sql
\ir names/check_branch_name.sql
\ir names/parse_name.sql
\ir names/unprintable.sql
\ir names/argument_types.sql
\ir names/find_object.sql
\ir data/data_branch_objects.sql
\ir data/refused_change.sql
\ir data/refused_overlay_change.sql
\ir data/check_registry.sql
\ir names/is_temporary.sql
\ir names/tracked_root.sql
\ir definitions/canonical.sql
\ir names/catalog_objects.sql
\ir names/identify.sql
\ir names/unsupported_objects.sql

\ir definitions/sha256_hex.sql
\ir repository/own_table_hashes.sql
\ir repository/seal.sql
\ir repository/sealed_rows.sql
\ir repository/version.sql
\ir definitions/relative.sql
\ir definitions/reread.sql
\ir definitions/sequence.sql
\ir definitions/columns.sql
\ir definitions/constraints.sql
\ir definitions/indexes.sql
\ir definitions/triggers.sql
\ir definitions/rules.sql
\ir definitions/role_names.sql
\ir definitions/policies.sql
\ir definitions/attached.sql
\ir definitions/table.sql
\ir definitions/view.sql
\ir definitions/routine.sql
\ir definitions/type.sql
\ir definitions/definition.sql
\ir definitions/look_at.sql
\ir definitions/definition_after.sql
\ir definitions/calculate_schema_hash.sql

\ir versions/generate_trinity_id.sql
\ir versions/increment_version.sql
\ir versions/severity.sql
\ir versions/change_type.sql
\ir versions/get_version.sql
\ir versions/get_history.sql

\ir tracking/by_latest_snapshot.sql
\ir tracking/seen.sql
\ir tracking/write_step.sql
\ir tracking/renamed_from.sql
\ir tracking/record_owner.sql
\ir tracking/record_change.sql
\ir tracking/record_dependents.sql
\ir tracking/record_readers.sql
\ir tracking/record_drop.sql
\ir tracking/record_side_effects.sql
\ir tracking/record_children.sql
\ir tracking/record_departure.sql
\ir tracking/changes.sql
\ir tracking/on_ddl_command_end.sql
\ir tracking/on_sql_drop.sql
\ir tracking/on_table_rewrite.sql
\ir tracking/event_triggers.sql

\ir branches/lock_repository.sql
\ir branches/check_new_ref.sql
\ir branches/create_branch.sql
\ir branches/delete_branch.sql
\ir branches/list_branches.sql

\ir data/shape.sql
\ir data/table_shape.sql
\ir data/find_table.sql
\ir data/find_data_branch.sql
\ir data/check_branchable.sql
\ir data/check_trust.sql
\ir data/enter_data_branch.sql
\ir data/lock_data_branch.sql
\ir data/read_body.sql
\ir data/save_body.sql
\ir data/write_parts.sql
\ir data/write_body.sql
\ir data/make_overlay.sql
\ir data/make_branch_view.sql
\ir data/overlay_rights.sql
\ir data/overlay_defects.sql
\ir data/remake_overlays.sql
\ir data/is_additive.sql
\ir data/carry_over.sql
\ir data/lock_relation.sql
\ir data/create_data_branch.sql
\ir data/drop_data_branch.sql
\ir data/row_changes.sql
\ir data/data_diff.sql
\ir data/merge_query.sql
\ir data/apply_merge.sql
\ir data/advance_base.sql
\ir data/merge_data_branch.sql

\ir commits/write_tree.sql
\ir commits/content_hash.sql
\ir commits/check_trinity_id.sql
\ir commits/commit_changes.sql
\ir commits/log.sql
\ir commits/resolve_commit.sql
\ir commits/create_tag.sql
\ir commits/diff_trees.sql
\ir commits/show.sql

\ir statements/runnable.sql
\ir plan/mentions.sql
\ir plan/identities.sql
\ir plan/nodes.sql
\ir statements/column_text.sql
\ir statements/constraint_text.sql
\ir statements/comment_on.sql
\ir statements/part_creation.sql
\ir statements/routine_statement.sql
\ir statements/aggregate_statement.sql
\ir statements/whole_creation.sql
\ir statements/removal.sql
\ir statements/column_alteration.sql
\ir statements/type_alteration.sql
\ir statements/alteration.sql
\ir statements/columns_again.sql
\ir statements/aside.sql
\ir statements/composite_cast.sql
\ir plan/actions.sql
\ir plan/edges.sql
\ir plan/reasons.sql
\ir plan/hazards.sql
\ir plan/spread.sql
\ir plan/ordered_columns.sql
\ir plan/settled.sql
\ir plan/implied.sql
\ir plan/own_nodes.sql
\ir plan/statements_for.sql
\ir kept/live.sql
\ir kept/kept_rights.sql
\ir kept/kept_storage.sql
\ir kept/kept_numbers.sql
\ir kept/kept.sql
\ir plan/check_untracked.sql
\ir plan/check_moved.sql
\ir plan/vertices.sql
\ir plan/absorbed.sql
\ir plan/orders.sql
\ir plan/sorted.sql
\ir plan/surroundings.sql
\ir plan/ordered_statements.sql
\ir plan/build_plan.sql
\ir diff/states.sql
\ir renames/renamed_parts.sql
\ir renames/renames.sql
\ir renames/with_names.sql
\ir renames/rename_moves.sql
\ir renames/with_room.sql
\ir renames/rename_statements.sql
\ir renames/renamed_nodes.sql
\ir renames/with_schemas.sql
\ir plan/nodes_of.sql
\ir plan/hanging_objects.sql
\ir plan/plan.sql
\ir diff/diff.sql
\ir diff/diff_parts.sql

\ir checkout/live_tree.sql
\ir checkout/lost_rows.sql
\ir checkout/enter_checkout.sql
\ir checkout/join_steps.sql
\ir checkout/leave_checkout.sql
\ir checkout/checkout.sql

\ir migrations/lock_migrations.sql
\ir migrations/check_migration.sql
\ir migrations/claim_migration.sql
\ir migrations/running_migration.sql
\ir migrations/enter_migration.sql
\ir migrations/run_script.sql
\ir migrations/apply_migration.sql
\ir migrations/rollback_migration.sql
\ir migrations/begin_migration.sql
\ir migrations/complete_migration.sql
\ir migrations/fail_migration.sql
\ir migrations/migration_status.sql

\ir integrity/check_commits.sql
\ir integrity/check_trees.sql
\ir integrity/check_pending.sql
\ir integrity/check_versions.sql
\ir integrity/check_policy_roles.sql
\ir integrity/check_migrations.sql
\ir integrity/check_ledger.sql
\ir integrity/check_installation.sql
\ir integrity/drift_of.sql
\ir integrity/lasting_defects.sql
\ir integrity/hiding_rows.sql
\ir integrity/check_data_branches.sql
\ir integrity/fsck.sql
\ir integrity/detect_drift.sql
\ir integrity/remedies.sql
\ir integrity/mend.sql
\ir integrity/repair.sql
\ir integrity/self_test.sql

\ir status/status.sql

\ir security/writing_functions.sql
\ir security/grant_writer.sql
\ir repository/seal_all.sql
\ir repository/drop_gone_functions.sql
\ir security/grants.sql
\ir repository/upgrade.sql
\ir repository/rewrite_definitions.sql
\ir repository/first_install.sql

commit;
