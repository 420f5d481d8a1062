alter table notifications alter column payload type jsonb using payload::jsonb;
