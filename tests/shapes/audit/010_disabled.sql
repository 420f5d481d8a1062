alter table patients disable rule patients_no_delete;
alter table findings enable replica trigger zz_audit;
alter table audit.log enable always rule audit_is_kept;
create or replace rule findings_shouted as on insert to findings do also notify findings;
alter table patients add column deceased boolean;
