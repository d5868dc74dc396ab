//! The command line: `foh [--config PATH] [COMMAND]`.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Front of House: the box office of a theatre.
#[derive(Debug, Clone, PartialEq, Eq, Parser)]
#[command(name = "foh", version, about)]
pub struct Cli {
    /// The configuration file [default: foh.toml in the working directory, if there is one]
    #[arg(long, global = true, value_name = "PATH")]
    pub config: Option<PathBuf>,

    /// What to do [default: serve]
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Cli {
    /// What to do; without a subcommand, serve.
    #[must_use]
    pub fn command_or_serve(self) -> Command {
        self.command.unwrap_or(Command::Serve)
    }
}

/// What the program is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Run the site (what happens without a command)
    Serve,
    /// Bring the database to this version's shape, then end
    Migrate,
    /// Fill the database with a demonstration house
    Demo,
    /// Members of staff
    #[command(subcommand, arg_required_else_help = true)]
    User(UserCommand),
    /// API tokens
    #[command(subcommand, arg_required_else_help = true)]
    Token(TokenCommand),
}

/// `foh user …`
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum UserCommand {
    /// Add a member of staff
    Create {
        /// The address they sign in with
        #[arg(long)]
        email: String,
        /// Their name, as colleagues see it
        #[arg(long)]
        name: String,
        /// What they may do
        #[arg(long)]
        role: Role,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
}

/// `foh token …`
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum TokenCommand {
    /// Print a new API token of a member of staff
    Create {
        /// The address they sign in with
        #[arg(long)]
        email: String,
    },
}

/// What a member of staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Role {
    /// Everything
    Administrator,
    /// Productions and performances
    Content,
    /// Reservations
    BoxOffice,
    /// Letting guests in
    Door,
    /// Selling on routes
    TravelOperator,
    /// Offering sessions
    Facilitator,
    /// Managing the bar
    BarManager,
    /// Counting at a location
    BarCounter,
    /// A guest's own bookings
    Member,
    /// Another system
    Service,
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;

    use super::*;

    fn parse(line: &str) -> Result<Cli, ErrorKind> {
        Cli::try_parse_from(line.split(' ')).map_err(|error| error.kind())
    }

    #[test]
    fn commands() {
        let user = |role, password_stdin| {
            Command::User(UserCommand::Create {
                email: "ada@example.org".into(),
                name: "Ada".into(),
                role,
                password_stdin,
            })
        };
        let token = Command::Token(TokenCommand::Create {
            email: "ada@example.org".into(),
        });
        let create = "foh user create --email ada@example.org --name Ada --role";
        for (line, command) in [
            ("foh", Command::Serve),
            ("foh serve", Command::Serve),
            ("foh migrate", Command::Migrate),
            ("foh demo", Command::Demo),
            (
                &format!("{create} administrator"),
                user(Role::Administrator, false),
            ),
            (&format!("{create} content"), user(Role::Content, false)),
            (
                &format!("{create} box_office"),
                user(Role::BoxOffice, false),
            ),
            (
                &format!("{create} door --password-stdin"),
                user(Role::Door, true),
            ),
            ("foh token create --email ada@example.org", token),
        ] {
            assert_eq!(parse(line).unwrap().command_or_serve(), command, "{line}");
        }
    }

    #[test]
    fn config_stands_anywhere() {
        for line in [
            "foh --config a.toml",
            "foh --config a.toml serve",
            "foh serve --config a.toml",
            "foh user --config a.toml create --email a --name b --role door",
        ] {
            assert_eq!(parse(line).unwrap().config, Some("a.toml".into()), "{line}");
        }
    }

    #[test]
    fn mistakes_are_told() {
        for (line, kind) in [
            ("foh --version", ErrorKind::DisplayVersion),
            ("foh --help", ErrorKind::DisplayHelp),
            ("foh sevre", ErrorKind::InvalidSubcommand),
            ("foh serve now", ErrorKind::UnknownArgument),
            ("foh --config", ErrorKind::InvalidValue),
            (
                "foh user",
                ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
            ),
            (
                "foh user create --email a --name b",
                ErrorKind::MissingRequiredArgument,
            ),
            (
                "foh user create --email a --name b --role king",
                ErrorKind::InvalidValue,
            ),
            ("foh token create", ErrorKind::MissingRequiredArgument),
        ] {
            assert_eq!(parse(line), Err(kind), "{line}");
        }
    }

    #[test]
    fn the_definition_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
