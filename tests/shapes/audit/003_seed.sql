insert into patients (name, birth_date, insurance_no, updated_by, updated_at) values
    ('Ada', '1990-12-10', 'A000000001', 'clerk', '2024-01-01'), ('Bob', '1985-01-31', 'B000000002', 'clerk', '2024-01-01');
update patients set name = 'Ada L.', updated_at = '2024-01-02', updated_by = 'doctor' where id = 1;
insert into findings (patient_id, code, severity, noted_at) values (1, 'J06.9', 1, '2024-01-02'), (1, 'I21', 3, '2024-01-03');
delete from findings;
delete from patients;
