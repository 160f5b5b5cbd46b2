using Xunit;

namespace Shelf.Tests;

public class BookShelfTests
{
    [Fact]
    public void Takes_no_more_books_than_it_has_places()
    {
        var shelf = new BookShelf(places: 1);
        Assert.True(shelf.Put("first"));
        Assert.False(shelf.Put("second"));
    }
}
