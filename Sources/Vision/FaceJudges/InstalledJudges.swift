import Core
import FaceDetection
import Glibc
import Libfacedetection
import OpenVINO

/// The judges that `make judges` has installed, and those of users.
public struct InstalledJudges: Sendable {
  public var sources: [JudgeSource] = []
  /// Why a judge that could look does not.
  public var notes: [String] = []

  public init() {}

  /// The file of BlazeFace's network.
  static let blazeFace = "blazeface-full-range.tflite"
  /// Also in `scripts/fetch-judges` and `models/README.md`.
  static let blazeFaceSHA256 = "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3"

  /// Finds the judges: in the folder that `FRAMEVEIL_JUDGES` names, and nowhere else if it is set; beside the program;
  /// in `../share/frameveil`; in the build folder.
  ///
  /// - Parameter models: ONNX files of users.
  /// - Throws: `UserError` if a judge's file is damaged, if a user's file needs OpenVINO and it is missing, or if there is
  ///   no judge at all.
  public static func found(models: [String]) async throws -> InstalledJudges {
    var found = InstalledJudges()
    found.addLibfacedetection()
    try await found.addBlazeFace(in: folders)
    for (number, path) in models.enumerated() { try found.add(path, number) }
    guard found.sources.isEmpty else { return found }
    throw UserError(
      .configuration, "--panel", "no judge is installed",
      remedy:
        "run 'make judges' to download them, set their folder with FRAMEVEIL_JUDGES, or name an ONNX file "
        + "with --judge-model", detail: found.notes.joined(separator: "; "))
  }

  private static var folders: [String] {
    if let given = getenv("FRAMEVEIL_JUDGES") { return [String(cString: given)] }
    return ["judges", "../share/frameveil/judges", "../../face-judges"].map { "\(ProgramFolder.path)/\($0)" }
  }

  private mutating func addLibfacedetection() {
    switch Libfacedetection.installed {
    case .success(let library):
      sources.append(
        JudgeSource(LibfacedetectionJudge.judge) { LibfacedetectionJudge(library, video: $0) })
    case .failure(let error):
      notes.append("\(LibfacedetectionJudge.judge.name) does not look, since \(error)")
    }
  }

  private mutating func addBlazeFace(in folders: [String]) async throws {
    let paths = folders.map { "\($0)/\(Self.blazeFace)" }
    guard let path = paths.first(where: { access($0, F_OK) == 0 }) else {
      notes.append(
        "\(BlazeFace.judge.name) is not installed in \(folders.joined(separator: ", ")); 'make judges' does it"
      )
      return
    }
    guard try await FileDigest().digest(of: path)?.sha256 == Self.blazeFaceSHA256 else {
      throw UserError(
        .configuration, path, "is damaged, or another file: its SHA-256 is not \(Self.blazeFaceSHA256)",
        remedy: "run 'make judges' to download it again")
    }
    do {
      let runtime = try Self.openVINO()
      sources.append(
        JudgeSource(BlazeFace.judge) { try BlazeFace(runtime, path: path, video: $0) })
    } catch let error as InferenceRuntimeError {
      notes.append("\(BlazeFace.judge.name) does not look, since \(error)")
    }
  }

  /// Adds a user's file, whose contents are checked when it is loaded.
  private mutating func add(_ path: String, _ number: Int) throws {
    guard access(path, R_OK) == 0 else { throw UserError.opening(path, errno: errno) }
    let runtime = try Self.openVINO()
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let judge = Judge(name: name, family: "--judge-model \(number + 1)")
    sources.append(JudgeSource(judge) { try ONNXJudge(runtime, path: path, video: $0) })
  }

  private static func openVINO() throws -> OpenVINO {
    guard case .openVINO(let library) = try InferenceRuntime.found(.openVINO) else {
      preconditionFailure("OpenVINO was asked for")
    }
    return library
  }
}
