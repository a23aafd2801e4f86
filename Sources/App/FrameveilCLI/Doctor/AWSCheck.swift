import AWS

/// The check of AWS: whose credentials there are, if that is asked for. Most runs need no account, so without a request
/// nothing is missing.
enum AWSCheck {
  static func made(asks: Bool) async -> DoctorCheck {
    guard asks else {
      return DoctorCheck(
        part: "AWS", status: .skipped, detail: "'frameveil doctor --aws' asks for the account")
    }
    do {
      return .ok("AWS", "the credentials are those of \(try await Remote.aws().callerIdentity())")
    } catch {
      return DoctorCheck(
        part: "AWS", status: .missing, detail: FrameveilProgram.text(of: error),
        remedy: "aws sts get-caller-identity, or 'aws configure' to set credentials and region")
    }
  }
}
