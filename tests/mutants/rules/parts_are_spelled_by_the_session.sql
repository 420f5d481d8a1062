-- promise: rules.session
-- why: Under quote_all_identifiers the parts of a data branch are not what pggit takes for sound.
alter function pggit_internal.make_data_branch(text, name[], text, text) reset quote_all_identifiers;
