import Core
import Glibc
import Media

/// What several files are made into, worked out and checked before the first of them is touched.
struct BatchPlan {
  /// One of the files.
  struct Item {
    var input: Address
    var output: Address
    /// Nil where none are told.
    var detections: Address?

    /// The input as messages and JSON name it: also a key's signature may be a secret, where a URL was meant.
    var shownInput: String { PublicAddress.text("\(input)") }
  }

  static let options: [CommandSpec.Option] = [
    .init(
      name: "--resume",
      help: "with several INPUTs: skip those that the same options have made\nalready out of the same files")
  ]

  static let notes = """
    SEVERAL FILES
      Give several INPUTs, or folders, whose videos are taken, and a folder as OUTPUT: one that exists, or
      ends in /, or s3://BUCKET/PREFIX/. Results keep their names; their ending is that of the input or
      profile, or .mp4. --detections is then a folder with in.mp4.json or in.json for in.mp4. A file that
      fails does not stop the others; the first failure's exit code is the command's. --json prints a line
      for each file.
    """

  let folder: BatchFolder
  let items: [Item]
  /// What in the folders was passed over.
  let notes: [String]

  /// Whether a command line speaks of several files, or of a folder to put results in.
  static func isMeant(by arguments: ParsedArguments) -> Bool {
    let output = arguments["--output"] ?? ""
    return arguments.operands.count > 1 || output.hasSuffix("/") || isFolder(output)
  }

  init(_ arguments: ParsedArguments) throws {
    guard let output = arguments["--output"] else { throw Self.error("-o OUTPUT is missing") }
    guard output.hasSuffix("/") || Self.isFolder(output) else {
      throw Self.error("several INPUTs need a folder as OUTPUT: one that exists, or ends in /")
    }
    guard arguments.all("--detections").count <= 1 else {
      throw Self.error("--detections is given more than once, as the pages of one video; give one INPUT")
    }
    let folder = try BatchFolder(output)
    self.folder = folder
    guard folder.isLocal || !arguments.has("--resume") else {
      throw Self.error("--resume needs a local folder as OUTPUT: objects do not tell of what they were made")
    }
    let ending = try arguments["--profile"].map {
      try ProfileChoice.choose($0, output: "").extensions.first ?? "mp4"
    }
    let found = try arguments.operands.map(Self.videos)
    let inputs = found.flatMap(\.videos)
    notes = found.compactMap(\.note)
    let known = try ProfileChoice.builtIn().flatMap(\.extensions)
    items = try inputs.map { input in
      let (stem, own) = Self.parts(of: input)
      let kept = known.contains(own.lowercased()) ? own : "mp4"
      return Item(
        input: try Address(input, command: BlurCommand.spec.name),
        output: folder.place("\(stem).\(ending ?? kept)"),
        detections: try Self.detections(for: input, arguments["--detections"], isOnly: inputs.count == 1))
    }
    try checkApart()
    guard items.count <= 1 || !arguments.has("--report") else {
      throw Self.error("--report names the report of one run; give one INPUT")
    }
    guard items.count <= 1 || !arguments.has("--rekognition-job") else {
      throw Self.error("--rekognition-job names the job of one video; give one INPUT")
    }
    if items.count > 1, try SelectionArguments.namesTracks(arguments) {
      throw Self.error("track: names tracks of one video; give one INPUT")
    }
  }

  /// Refuses two inputs that would share a result, or be taken for each other's detections.
  private func checkApart() throws(UsageError) {
    for (index, item) in items.enumerated() {
      for other in items[..<index] {
        guard item.output != other.output else {
          throw Self.error(
            "\(other.shownInput) and \(item.shownInput) would both become \(item.output); run them apart")
        }
        if let detections = item.detections, detections == other.detections {
          throw Self.error(
            "\(other.shownInput) and \(item.shownInput) would both take \(detections); "
              + "name it after one of them, ending included")
        }
      }
    }
  }

  /// The videos that an operand names: itself, or those in a folder, by name.
  private static func videos(_ operand: String) throws -> (videos: [String], note: String?) {
    guard operand != "-" else { throw error("standard input cannot be one of several INPUTs") }
    guard isFolder(operand) else { return ([operand], nil) }
    let folder = try VideoFolder(operand)
    return (folder.videos, folder.note)
  }

  /// The file that tells where an input's faces are. One that is missing is that input's failure, once it is run.
  private static func detections(for input: String, _ told: String?, isOnly: Bool) throws(UsageError)
    -> Address?
  {
    guard let told else { return nil }
    guard isFolder(told) else {
      guard isOnly else {
        throw error("several INPUTs need a folder as --detections, with in.mp4.json or in.json for in.mp4")
      }
      return try Address(told, command: BlurCommand.spec.name)
    }
    let (stem, ending) = parts(of: input)
    let full = "\(told)/\(stem).\(ending).json"
    let path = access(full, F_OK) == 0 ? full : "\(told)/\(stem).json"
    guard !VideoFolder.leadsOut(path, of: told) else {
      throw error("\(path) is a link that leads out of the folder; put the file itself there")
    }
    return .file(path)
  }

  /// A path's last part before and after its last dot.
  static func parts(of path: String) -> (stem: String, ending: String) {
    let name = PublicAddress.name(path)
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return (String(name), "") }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func error(_ message: String) -> UsageError { UsageError(BlurCommand.spec.name, message) }
}
