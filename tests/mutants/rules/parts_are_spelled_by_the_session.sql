-- promise: rules.session
-- why: Under quote_all_identifiers the parts of a data branch are not what pggit takes for sound.
alter function pggit_internal.overlay_defects(pggit.data_branches) reset quote_all_identifiers;
alter function pggit_internal.seal_data_branch(integer) reset quote_all_identifiers;
