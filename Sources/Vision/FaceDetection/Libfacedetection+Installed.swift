import Core
import Glibc
public import Libfacedetection

extension Libfacedetection {
  /// The installed library, opened once: beside the program as `libfacedetection`, in `../lib/frameveil`, or in the
  /// build folder; or in the folder that `FRAMEVEIL_LIBFACEDETECTION` names, and nowhere else if it is set.
  public static let installed = opened(in: folders)

  private static var folders: [String] {
    if let given = getenv("FRAMEVEIL_LIBFACEDETECTION") { return [String(cString: given)] }
    return ["libfacedetection", "../lib/frameveil/libfacedetection", "../../libfacedetection"].map {
      "\(ProgramFolder.path)/\($0)"
    }
  }

  /// Opens the first library that is found, `libfacedetection.so`, with the OpenMP library that is beside it.
  static func opened(in folders: [String]) -> Result<Libfacedetection, LibfacedetectionError> {
    guard let folder = folders.first(where: { access("\($0)/\(fileName)", F_OK) == 0 }) else {
      return .failure(
        LibfacedetectionError(
          description: "libfacedetection was not found in \(folders.joined(separator: ", ")); "
            + "run 'make runtime' to download it, or set its folder with FRAMEVEIL_LIBFACEDETECTION"))
    }
    let openMP = (FolderListing.names(in: folder) ?? []).filter { $0.hasPrefix("libgomp") }.min()
    do {
      return .success(
        try Libfacedetection(library: "\(folder)/\(fileName)", openMP: openMP.map { "\(folder)/\($0)" }))
    } catch let error as LibfacedetectionError {
      return .failure(error)
    } catch {
      return .failure(LibfacedetectionError(description: "\(error)"))
    }
  }

  private static let fileName = "libfacedetection.so"
}
