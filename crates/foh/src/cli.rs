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
    /// Look at everything an operator has to see to, change nothing, and say what to do; fails if something must be mended
    Doctor {
        /// Print the list as JSON
        #[arg(long)]
        json: bool,
    },
    /// Accounts
    #[command(subcommand, arg_required_else_help = true)]
    User(UserCommand),
    /// API tokens
    #[command(subcommand, arg_required_else_help = true)]
    Token(TokenCommand),
    /// The audit log
    #[command(subcommand, arg_required_else_help = true)]
    Audit(AuditCommand),
    /// The keys of the house
    #[command(subcommand, arg_required_else_help = true)]
    Keys(KeysCommand),
}

/// `foh keys …`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum KeysCommand {
    /// Seal everything anew with the secret key, while the site runs; interrupted, it goes on the next time
    Rotate,
}

/// `foh audit …`
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum AuditCommand {
    /// Walk the whole log and name the first place of each chain that is not as it was written; fails if there is one
    Verify {
        /// A file with what an earlier run said: those entries must still be there
        #[arg(long, value_name = "FILE")]
        expect: Option<PathBuf>,
    },
}

/// `foh user …`
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum UserCommand {
    /// Add an account
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
    /// Print every account: id, role, state, address, name
    List,
    /// Print a link that sets a new password, once, within an hour
    Reset {
        /// The address they sign in with
        #[arg(long)]
        email: String,
        /// Send the link to the address instead
        #[arg(long)]
        mail: bool,
    },
    /// Switch an account off: its sessions, tokens and links end at once
    Deactivate {
        /// The address they sign in with
        #[arg(long)]
        email: String,
    },
    /// Remove the second factor of somebody who lost their app and their recovery codes
    LoseSecondFactor {
        /// The address they sign in with
        #[arg(long)]
        email: String,
    },
}

/// `foh token …`
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum TokenCommand {
    /// Print a new API token of an account, this once
    Create {
        /// The address of the account
        #[arg(long)]
        email: String,
        /// What uses it
        #[arg(long, default_value = "Command line")]
        name: String,
        /// What it may do, such as `content,box_office` [default: everything the account may do]
        #[arg(long, value_delimiter = ',', value_name = "PERMISSIONS")]
        permissions: Option<Vec<String>>,
        /// How many days it works, 1 to 365 [default: 90]
        #[arg(long)]
        days: Option<i64>,
    },
    /// Print the API tokens of an account: id, beginning, permissions, end, last use, name
    List {
        /// The address of the account
        #[arg(long)]
        email: String,
    },
    /// Revoke an API token: it works no more from its next use on
    Revoke {
        /// Its id, as the list prints it
        #[arg(long)]
        id: String,
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
        let token = |name: &str, permissions: Option<[&str; 2]>, days| {
            Command::Token(TokenCommand::Create {
                email: "ada@example.org".into(),
                name: name.into(),
                permissions: permissions.map(|words| words.map(Into::into).to_vec()),
                days,
            })
        };
        let create = "foh user create --email ada@example.org --name Ada --role";
        for (line, command) in [
            ("foh", Command::Serve),
            ("foh serve", Command::Serve),
            ("foh migrate", Command::Migrate),
            ("foh demo", Command::Demo),
            ("foh doctor", Command::Doctor { json: false }),
            ("foh doctor --json", Command::Doctor { json: true }),
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
            (
                "foh token create --email ada@example.org",
                token("Command line", None, None),
            ),
            (
                "foh token create --email ada@example.org --name CI --permissions content,box_office --days 7",
                token("CI", Some(["content", "box_office"]), Some(7)),
            ),
            (
                "foh token list --email ada@example.org",
                Command::Token(TokenCommand::List {
                    email: "ada@example.org".into(),
                }),
            ),
            (
                "foh token revoke --id 0193",
                Command::Token(TokenCommand::Revoke { id: "0193".into() }),
            ),
            (
                "foh audit verify",
                Command::Audit(AuditCommand::Verify { expect: None }),
            ),
            (
                "foh audit verify --expect heads.txt",
                Command::Audit(AuditCommand::Verify {
                    expect: Some("heads.txt".into()),
                }),
            ),
            ("foh user list", Command::User(UserCommand::List)),
            ("foh keys rotate", Command::Keys(KeysCommand::Rotate)),
            (
                "foh user reset --email ada@example.org --mail",
                Command::User(UserCommand::Reset {
                    email: "ada@example.org".into(),
                    mail: true,
                }),
            ),
            (
                "foh user deactivate --email ada@example.org",
                Command::User(UserCommand::Deactivate {
                    email: "ada@example.org".into(),
                }),
            ),
            (
                "foh user lose-second-factor --email ada@example.org",
                Command::User(UserCommand::LoseSecondFactor {
                    email: "ada@example.org".into(),
                }),
            ),
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
            ("foh token revoke", ErrorKind::MissingRequiredArgument),
        ] {
            assert_eq!(parse(line), Err(kind), "{line}");
        }
    }

    #[test]
    fn the_definition_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
