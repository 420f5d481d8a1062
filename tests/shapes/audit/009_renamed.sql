alter rule findings_told on findings rename to findings_shouted;
alter table findings rename column note to remark;
drop rule current_findings_upd on current_findings;
alter table audit_log rename to log;
alter table log set schema audit;
alter table audit.log alter column who set default session_user;
