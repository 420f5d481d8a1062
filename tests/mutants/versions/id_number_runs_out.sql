-- promise: versions.trinity-unique
-- why: The number in a Trinity ID ends at 999999.
alter sequence pggit_internal.trinity_sequence maxvalue 999999 no cycle;
