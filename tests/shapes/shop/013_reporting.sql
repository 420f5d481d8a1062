create schema reporting;

create view reporting.revenue_by_month as
with paid as (
    select date_trunc('month', o.placed_at) as month, t.total_cents
    from order_totals t
    join orders o using (id)
    where o.status <> 'cart'
)
select month, sum(total_cents) as revenue_cents, sum(sum(total_cents)) over (order by month) as so_far
from paid group by month;

create materialized view reporting.best_sellers as
select p.id as product_id, p.title, sum(l.quantity) as pieces, rank() over (order by sum(l.quantity) desc) as place
from products p join order_lines l on l.product_id = p.id
group by p.id, p.title
with no data;

create unique index on reporting.best_sellers (product_id);
comment on schema reporting is 'For the accountants. Read only.';
