import Core
import FoundationEssentials
import Glibc
import Media

/// A video that `verify` checks, and the report of the run that made it.
struct VerifyTarget: Sendable {
  var input: Address
  /// Nil if none is given.
  var report: String?

  /// The videos of a command line: the operands themselves, the videos in folders, and the outputs that reports name.
  ///
  /// - Parameter report: the value of `--report`, which is of one video.
  /// - Returns: the videos, and notes about entries of folders that are skipped.
  static func all(_ operands: [String], report: String?) throws -> (targets: [VerifyTarget], notes: [String])
  {
    var (targets, notes): ([VerifyTarget], [String]) = ([], [])
    for operand in operands {
      let input = try Address(operand)
      guard input != .standard || operands.count == 1 else {
        throw UsageError("standard input cannot be one of several videos")
      }
      guard case .file(let path) = input else {
        targets.append(VerifyTarget(input: input))
        continue
      }
      if isFolder(path) {
        let folder = try InputFolder(path)
        targets += folder.files.map { VerifyTarget(input: .file($0)) }
        notes += [folder.note].compactMap(\.self)
      } else {
        targets.append(try target(path))
      }
    }
    guard let report else { return (targets, notes) }
    return ([try withReport(report, targets)], notes)
  }

  private static func withReport(_ report: String, _ targets: [VerifyTarget]) throws(UsageError)
    -> VerifyTarget
  {
    guard targets.count == 1, targets[0].report == nil else {
      throw UsageError(
        "--report is the report of one video; give the reports themselves instead of the videos")
    }
    guard targets[0].input.localPath != nil else {
      throw UsageError("--report needs a local file as OUTPUT, to compare its checksum")
    }
    return VerifyTarget(input: targets[0].input, report: report)
  }

  /// A video, or the output that a report names.
  private static func target(_ path: String) throws -> VerifyTarget {
    guard let kind = WrittenReport.kind(of: path) else { return VerifyTarget(input: .file(path)) }
    guard kind == "JSON" else {
      throw UserError(
        .invalidInput, path, "is \(kind), not a video",
        remedy: "give the video that 'frameveil blur' wrote as OUTPUT, or the JSON report of the run")
    }
    let name = try WrittenReport.read(path).output.name
    guard let output = try? Address(name), case .file(let given) = output else {
      throw UserError(
        .invalidInput, path,
        "is a report of \(RedactedAddress.text(name)), whose checksum cannot be compared",
        remedy: "give the address of the video itself")
    }
    // The report's name is relative to the folder of the run; a moved pair is still side by side.
    let beside = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().map { $0 + "/" }
      .joined()
    let places = [given, beside + RedactedAddress.name(given)]
    guard let place = places.first(where: { access($0, F_OK) == 0 }) else {
      throw UserError(
        .noInput, path, "is a report of \(given), which is neither there nor beside the report",
        remedy: "give the video itself, and its report with --report")
    }
    return VerifyTarget(input: .file(place), report: path)
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The size of a local file in bytes; nil if it is unknown.
  var bytes: Int? {
    guard case .file(let path) = input else { return nil }
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }
}
