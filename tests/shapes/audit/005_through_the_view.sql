insert into current_findings (name, code, severity, noted_at) values ('Bob', 'R51', 1, '2024-02-01');
update current_findings set severity = 2 where code = 'R51';
delete from current_findings where code = 'R51';
