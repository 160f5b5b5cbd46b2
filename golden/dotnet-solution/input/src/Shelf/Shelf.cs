namespace Shelf;

public sealed class BookShelf(int places)
{
    private readonly List<string> books = [];

    public bool Put(string book)
    {
        if (books.Count == places) return false;
        books.Add(book);
        return true;
    }
}
