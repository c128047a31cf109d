//! `routes!` makes types of the table. Each of the helper macros reads one part of an entry.

/// The type of a route's query.
macro_rules! query_type {
    () => {
        ()
    };
    (query($type:ty) $($rest:tt)*) => {
        $type
    };
    ($kind:ident $(($type:ty))?) => {
        ()
    };
}

/// The type of a route's body, as a client writes it.
macro_rules! body_type {
    () => { () };
    (query($type:ty) $($rest:tt)*) => { body_type!($($rest)*) };
    (bytes) => { Vec<u8> };
    ($kind:ident($type:ty)) => { $type };
}

/// The type of a route's body, as the worker passes it to the site's object.
macro_rules! received_type {
    () => { () };
    (query($type:ty) $($rest:tt)*) => { received_type!($($rest)*) };
    (bytes) => { String };
    (text($type:ty)) => { String };
    ($kind:ident($type:ty)) => { $type };
}

/// How a route's body is read.
macro_rules! body_kind {
    () => { BodyKind::None };
    (query($type:ty) $($rest:tt)*) => { body_kind!($($rest)*) };
    (bytes) => { BodyKind::Bytes };
    (text($type:ty)) => { BodyKind::Text };
    (json($type:ty)) => { BodyKind::Json };
    (optional($type:ty)) => { BodyKind::Optional };
}

/// The type of a route's answer, as a client reads it.
macro_rules! answer_type {
    (json $type:ty) => { $type };
    (stored $type:ty) => { $type };
    (text $type:ty) => { $type };
    (csv $type:ty) => { $type };
    (bytes) => { Vec<u8> };
    ($kind:ident) => { () };
}

/// The schema of a route's answer, if it is JSON.
#[cfg(feature = "schema")]
macro_rules! answer_schema {
    ($answers:ident json $type:ty) => {
        Some($answers.subschema_for::<$type>())
    };
    // Fields that have a default may be missing, because it is stored as it was written.
    ($answers:ident stored $type:ty) => {
        Some(schemars::json_schema!({
            "type": "object",
            "description": concat!("The `", stringify!($type), "` as its author wrote it."),
        }))
    };
    ($answers:ident text $type:ty) => {
        Some($answers.subschema_for::<$type>())
    };
    ($answers:ident csv $type:ty) => {
        Some($answers.subschema_for::<$type>())
    };
    ($answers:ident $kind:ident) => {
        None
    };
}

/// The schema of a route's body, if it is JSON.
#[cfg(feature = "schema")]
macro_rules! body_schema {
    ($bodies:ident) => { None };
    ($bodies:ident query($type:ty) $($rest:tt)*) => { body_schema!($bodies $($rest)*) };
    ($bodies:ident bytes) => { None };
    ($bodies:ident $kind:ident($type:ty)) => { Some($bodies.subschema_for::<$type>()) };
}

/// How a route's answer is written.
macro_rules! answer_kind {
    (json) => {
        AnswerKind::Json
    };
    (stored) => {
        AnswerKind::Json
    };
    (text) => {
        AnswerKind::Text
    };
    (csv) => {
        AnswerKind::Csv
    };
    (bytes) => {
        AnswerKind::Bytes
    };
    (html) => {
        AnswerKind::Html
    };
    (redirect) => {
        AnswerKind::Empty
    };
    (empty) => {
        AnswerKind::Empty
    };
    (socket) => {
        AnswerKind::Socket
    };
}

/// Who may call a route. An entry that doesn't say it, for sessions and for API keys, does not
/// compile.
macro_rules! access {
    (anybody) => { Access::Anybody };
    (page) => { Access::Page };
    (visitor) => { Access::Visitor };
    (participant) => { Access::Participant };
    (operator) => { Access::Operator };
    (mail_machine) => { Access::MailMachine };
    (agents {
        $session:ident $(($($one:tt)*))? $(or $else:ident)?; key same
    }) => {
        Access::Agents {
            session: needs!($session $(($($one)*))? $(or $else)?),
            key: needs!($session $(($($one)*))? $(or $else)?),
        }
    };
    (agents {
        $session:ident $(($($one:tt)*))? $(or $else:ident)?;
        key $key:ident $(($($other:tt)*))? $(or $other_else:ident)?
    }) => {
        Access::Agents {
            session: needs!($session $(($($one)*))? $(or $else)?),
            key: needs!($key $(($($other)*))? $(or $other_else)?),
        }
    };
}

/// What a route leaves in the audit log. An entry of a route that writes and doesn't say it does not
/// compile.
macro_rules! logs {
    (GET) => { &[] };
    ($method:ident nothing) => { &[] };
    ($method:ident $($kind:ident)+) => { &[$(AuditKind::$kind),+] };
}

/// The permissions that a session or a key needs.
macro_rules! needs {
    (signed_in) => { Needs::Nothing };
    (never) => { Needs::Never };
    (any($($permission:ident)+)) => { Needs::Any(&[$(Permission::$permission),+]) };
    (all($($permission:ident)+)) => { Needs::All(&[$(Permission::$permission),+]) };
    (own($parameter:ident) or $else:ident) => { Needs::Own(&[], &[Permission::$else]) };
    (own(?$parameter:ident) or $else:ident) => { Needs::Own(&[], &[Permission::$else]) };
    (own_with($own:ident) or $else:ident) => {
        Needs::Own(&[Permission::$own], &[Permission::$else])
    };
}

/// Whether a request is about something of the caller's own, by a parameter of the path or (`?`) of
/// the query.
macro_rules! is_own {
    ($route:ident $query:ident $me:ident agents { own($parameter:ident) $($rest:tt)* }) => {
        Own::is_own(&$route.$parameter, $me)
    };
    ($route:ident $query:ident $me:ident agents { own(?$parameter:ident) $($rest:tt)* }) => {
        Own::is_own(&$query.$parameter, $me)
    };
    ($($other:tt)*) => {
        false
    };
}

/// Makes of the table: a type for each route with its path parameters; [`Route`], the enum of these
/// types; [`ROUTES`], the descriptions; and `all_routes!`, with which other modules write code for
/// each route.
macro_rules! routes {
    ($d:tt $($tag:literal {
        $(
            $(#[doc = $summary:literal])+
            $method:ident $(/ $($literal:ident)? $({$param:ident})?)+ as $name:ident {
                $(takes $($in:ident $(($in_type:ty))?),+;)?
                gives $status:literal $(| $also:literal)? $out:ident $(($out_type:ty))?;
                to $access:ident $({ $($rules:tt)* })?;
                by $location:ident;
                $(logs $($audit:ident)+;)?
                $(problems $($problem:ident)+;)?
            }
        )+
    })+) => {
        $($(
            $(#[doc = $summary])+
            #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
            pub struct $name {
                $($(pub $param: param::$param,)?)+
            }

            impl Endpoint for $name {
                const INFO: &'static RouteInfo = &RouteInfo {
                    name: stringify!($name),
                    tag: $tag,
                    method: Method::$method,
                    pattern: concat!(
                        $("/", $(stringify!($literal),)? $("{", stringify!($param), "}",)?)+
                    ),
                    summary: concat!($($summary),+),
                    access: access!($access $({ $($rules)* })?),
                    body: body_kind!($($($in $(($in_type))?)+)?),
                    answer: answer_kind!($out),
                    statuses: &[$status $(, $also)?],
                    own_problems: &[$($(ProblemCode::$problem),+)?],
                    logs: logs!($method $($($audit)+)?),
                    query: <<Self as Endpoint>::Query as Query>::PARAMS,
                    params: &[$($(stringify!($param),)?)+],
                    build: |values| {
                        #[allow(unused_mut, unused_variables, reason = "not every path has any")]
                        let mut values = values.iter();
                        Ok(Route::$name($name {
                            $($($param: Param::parse(values.next().copied().unwrap_or_default())?,)?)+
                        }))
                    },
                };

                type Query = query_type!($($($in $(($in_type))?)+)?);
                type Body = body_type!($($($in $(($in_type))?)+)?);
                type Received = received_type!($($($in $(($in_type))?)+)?);
                type Answer = answer_type!($out $($out_type)?);

                fn path(&self) -> String {
                    let mut path = String::new();
                    $(
                        path.push('/');
                        $(path.push_str(stringify!($literal));)?
                        $(Param::write(&self.$param, &mut path);)?
                    )+
                    path
                }

                #[allow(unused_variables, reason = "most requests are about no one's own")]
                fn is_own(&self, query: &Self::Query, me: Option<&AgentId>) -> bool {
                    is_own!(self query me $access $({ $($rules)* })?)
                }
            }
        )+)+

        /// One of the routes, with its path parameters.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Route {
            $($($name($name),)+)+
        }

        impl Route {
            /// The table's entry of the route.
            pub const fn info(&self) -> &'static RouteInfo {
                match self { $($(Self::$name(_) => $name::INFO,)+)+ }
            }
        }

        /// The entries of all routes.
        pub const ROUTES: &[&RouteInfo] = &[$($($name::INFO,)+)+];

        /// The schemas of each route.
        #[cfg(feature = "schema")]
        pub(super) fn schemas(
            bodies: &mut schemars::SchemaGenerator,
            answers: &mut schemars::SchemaGenerator,
        ) -> Vec<super::openapi::Schemas> {
            vec![$($(super::openapi::Schemas {
                route: $name::INFO,
                params: vec![$($((
                    stringify!($param),
                    <param::$param as schemars::JsonSchema>::json_schema(bodies),
                ),)?)+],
                body: body_schema!(bodies $($($in $(($in_type))?)+)?),
                answer: answer_schema!(answers $out $($out_type)?),
            },)+)+]
        }

        /// Calls a macro with every route and who answers it: `site GetMe; worker GetHealth; …`. An
        /// exhaustive `match` made of this can't leave a route out.
        #[macro_export]
        macro_rules! all_routes {
            ($d callback:ident) => { $d callback! { $($($location $name;)+)+ } };
        }
    };
}
