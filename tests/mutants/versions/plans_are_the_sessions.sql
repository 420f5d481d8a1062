-- promise: versions.cost
-- why: Recording is planned under the session's settings: with index scans off it reads its tables to the end.
alter function pggit_internal.on_ddl_command_end() reset enable_indexscan;
alter function pggit_internal.on_ddl_command_end() reset enable_bitmapscan;
alter function pggit_internal.on_ddl_command_end() reset enable_seqscan;
