create view app.my_tasks with (security_invoker = true) as
select t.id, p.key || '-' || t.id as reference, t.title, t.state, t.due
from app.tasks t join app.projects p on (p.tenant_id, p.id) = (t.tenant_id, t.project_id)
where t.tenant_id = app.current_tenant();

create view app.workload as
select t.assignee, count(*) filter (where t.state = 'todo') as todo, sum(t.estimate) as estimate
from app.tasks t
where t.assignee is not null
group by t.assignee;

create function app.add_task(p_project text, p_title text, variadic p_labels text[] default '{}') returns bigint
language plpgsql
as $$
declare
    v_id bigint;
begin
    insert into app.tasks (project_id, title)
    select p.id, p_title from app.projects p where p.key = p_project and p.tenant_id = app.current_tenant()
    returning id into strict v_id;
    insert into app.labels (task_id, label) select v_id, unnest(p_labels);
    return v_id;
end
$$;
