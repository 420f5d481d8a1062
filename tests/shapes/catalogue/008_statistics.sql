create view lib.loans_by_month as
select to_char(out_on, 'YYYY-MM') as month, count(*) as loans,
    count(*) filter (where back_on > due) as late,
    mode() within group (order by borrower) as best_customer,
    percentile_cont(array[0.5, 0.9]) within group (order by (coalesce(back_on, due) - out_on)) as days
from lib.loans
group by rollup (to_char(out_on, 'YYYY-MM'));

create view lib.names as
select name, 'person' as kind from lib.persons
union select title, 'work' from lib.works
except select label, 'person' from lib.subjects;
